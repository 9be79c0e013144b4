/** API version of this manager, the newest on its list. */
export const API_VERSION = 'v9.20250722'

/** The release whose behaviour this manager follows. */
export const MANAGER_VERSION = '26.8.3+local'
