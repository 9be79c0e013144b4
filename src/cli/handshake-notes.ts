import {capabilitiesOf, type Handshake} from '../sdk/index.js'

/**
 * Says on stderr what a person should know of the manager when it has introduced itself: once, that it is newer than
 * this program; and with `--debug`, what it is and what it lacks.
 */
export function handshakeNotes(debug: boolean): (handshake: Handshake) => void {
  let hasWarned = false
  return (handshake) => {
    const {releaseText, apiVersion, isNewerThanKnown, features} = capabilitiesOf(handshake)
    if (isNewerThanKnown && !hasWarned) {
      hasWarned = true
      process.stderr.write(
        `Warning: manager ${releaseText} is newer than this bai, which treats it as the newest it knows.\n`,
      )
    }
    if (!debug) return
    const missing = features.filter(({available}) => !available)
    const words = missing.map(({feature, availability}) => `${feature} (${availability})`)
    process.stderr.write(
      `debug: manager ${releaseText}, API ${apiVersion}; it lacks ${words.join(', ') || 'nothing'}\n`,
    )
  }
}
