/** When and with what the backups run. */
export interface Schedule {
  /** systemd's OnCalendar: `daily`, `*-*-* 03:10:00`. */
  calendar: string
  /** The command, already quoted for systemd. */
  command: readonly string[]
  /** 0600 file with secrets, read by systemd. */
  environmentFile?: string | undefined
}

export interface UnitFile {
  name: string
  text: string
}

/** Name of the units, without their endings. */
export const UNIT = 'bai-backup'

/** The service and its timer, as systemd takes them. */
export function systemdUnits(schedule: Schedule): UnitFile[] {
  const service = [
    '[Unit]',
    'Description=Backend.AI backup (bai ops backup all)',
    'After=network-online.target docker.service',
    'Wants=network-online.target',
    '',
    '[Service]',
    'Type=oneshot',
    `ExecStart=${schedule.command.map(systemdWord).join(' ')}`,
    ...(schedule.environmentFile === undefined ? [] : [`EnvironmentFile=-${schedule.environmentFile}`]),
    'UMask=0077',
    'Nice=10',
    'IOSchedulingClass=idle',
    '',
  ]
  const timer = [
    '[Unit]',
    'Description=Run the Backend.AI backup',
    '',
    '[Timer]',
    `OnCalendar=${schedule.calendar}`,
    'Persistent=true',
    'RandomizedDelaySec=5min',
    '',
    '[Install]',
    'WantedBy=timers.target',
    '',
  ]
  return [
    {name: `${UNIT}.service`, text: service.join('\n')},
    {name: `${UNIT}.timer`, text: timer.join('\n')},
  ]
}

/** A line of /etc/cron.d-less crontab: five fields and the command. */
export function cronLine(fields: string, command: readonly string[]): string {
  // cron ends a command at an unescaped percent sign.
  return `${fields} ${command.map(shellWord).join(' ').replaceAll('%', '\\%')}`
}

function systemdWord(word: string): string {
  const escaped = word
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$')
  return /^[\w./:=@,+-]+$/.test(word) ? word : `"${escaped}"`
}

function shellWord(word: string): string {
  return /^[\w./:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
