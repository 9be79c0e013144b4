import type {ListPage} from '../lists.js'

const NONE: ListPage<never> = {items: [], total_count: 0}

/** There is no storage here yet: all lists of folders are empty. */
export const folderQueries = {
  vfolder: (): null => null,
  vfolder_list: (): ListPage<never> => NONE,
  vfolder_own_list: (): ListPage<never> => NONE,
  vfolder_invited_list: (): ListPage<never> => NONE,
  vfolder_project_list: (): ListPage<never> => NONE,
}
