import {shownValue} from '../config/masks.js'
import {describeOrigin, SETTING_NAMES, type ResolvedSettings} from '../config/settings.js'
import type {Column, View} from '../output/view.js'

/** One setting in force, secrets masked. */
export interface SettingRow {
  setting: string
  value: string | number | boolean | null
  /** Null for a setting that is not set. */
  origin: string | null
}

/** All settings in their usual order, with the profile in use before them. */
export function settingRows(resolved: ResolvedSettings): SettingRow[] {
  const rows = SETTING_NAMES.map((setting): SettingRow => {
    const origin = resolved.origins[setting]
    const value = shownValue(setting, resolved.settings[setting])
    return {setting, value, origin: origin ? describeOrigin(origin) : null}
  })
  return [
    {setting: 'profile', value: resolved.profile ?? null, origin: resolved.profileSource ?? null},
    ...rows,
  ]
}

const columns: readonly Column<SettingRow>[] = [
  {key: 'setting', value: (row) => row.setting, keep: true, shown: 'table'},
  {key: 'value', value: (row) => row.value, shown: 'table'},
  {key: 'origin', value: (row) => row.origin, shown: 'wide'},
]

/** `config show`. */
export const settingView: View<SettingRow> = {
  columns,
  name: (row) => row.setting,
  id: (row) => row.setting,
  empty: 'No settings.',
}

/** The same, with where each comes from in the table. */
export const settingOriginView: View<SettingRow> = {
  ...settingView,
  columns: columns.map((column) => ({...column, shown: 'table' as const})),
}
