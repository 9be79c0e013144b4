import type {ListPage} from '../lists.js'

const NONE: ListPage<never> = {items: [], total_count: 0}

/** Folders are told by the routes below `/folders`; the lists for administrators' pages are empty here. */
export const folderQueries = {
  vfolder: (): null => null,
  vfolder_list: (): ListPage<never> => NONE,
  vfolder_own_list: (): ListPage<never> => NONE,
  vfolder_invited_list: (): ListPage<never> => NONE,
  vfolder_project_list: (): ListPage<never> => NONE,
}
