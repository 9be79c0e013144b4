const NAMES =
  /(pass(word|wd|phrase)?|secret|token|credential|api[-_]?key|access[-_]?key|private[-_]?key|auth)/i
const MASK = '********'

/** `name: value`, `name=value`, `"name": "value"` with a name that speaks of a secret. */
const PAIR = /(["']?)([\w.-]*)\1(\s*[:=]\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&}\]]+)/g
/** A user's password in a URL. */
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@]+@/gi
/** `--requirepass VALUE`, also as items of a list. */
const FLAG = /(--?[\w-]*(?:pass|secret|token)[\w-]*["']?[,\s=]+)(?:"[^"]*"|'[^']*'|[^\s,\]]+)/gi
const SHORT_FLAG = /(redis-cli["']?[,\s]+["']?-a["']?[,\s]+)(?:"[^"]*"|'[^']*'|[^\s,\]]+)/gi
const BEARER = /\b(Bearer|Basic|BackendAI)\s+[^\s"',]+(?:[^"'\n]*:[^\s"']+)?/g
const PEM = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g

/** Takes secrets out of text that leaves the house. It rather masks too much than too little. */
export function maskSecrets(text: string): string {
  return text
    .replace(PEM, MASK)
    .replace(URL_PASSWORD, `$1${MASK}@`)
    .replace(SHORT_FLAG, `$1${MASK}`)
    .replace(FLAG, `$1${MASK}`)
    .replace(BEARER, `$1 ${MASK}`)
    .replace(PAIR, (whole, quote: string, name: string, between: string) =>
      NAMES.test(name) ? `${quote}${name}${quote}${between}${MASK}` : whole,
    )
}
