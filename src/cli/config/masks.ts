import {SECRET_SETTINGS, type SettingName, type Settings} from './settings.js'

/** A secret as it may be shown: its last four characters, when that gives little away. */
export function maskSecret(secret: string): string {
  return secret.length >= 12 ? `****${secret.slice(-4)}` : '****'
}

/** A setting's value as it may be shown: secrets masked, and passwords inside proxy addresses too. */
export function shownValue(
  name: SettingName,
  value: Settings[SettingName],
): string | number | boolean | null {
  if (value === undefined) return null
  if (typeof value !== 'string') return value
  if (SECRET_SETTINGS.includes(name)) return maskSecret(value)
  return name === 'httpProxy' || name === 'httpsProxy' ? maskPassword(value) : value
}

function maskPassword(address: string): string {
  if (!URL.canParse(address)) return '****'
  const url = new URL(address)
  if (!url.password) return address
  url.password = '****'
  return url.href
}
