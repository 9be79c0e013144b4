// @ts-check
// What a measurement says: a ratio pair by pair against something else, or a figure of its own, and its target.
import {median, spread} from './statistics.mjs'

/**
 * @typedef {object} Row
 * @property {string} what
 * @property {string} ours Figures of bai: median and range.
 * @property {string} other The same of what it is compared with, and its name.
 * @property {string} ratio
 * @property {string} target
 * @property {'met' | 'missed' | 'not measured'} verdict
 * @property {string} [remark]
 */

/**
 * @typedef {object} Pairs
 * @property {readonly number[]} ours
 * @property {readonly number[]} other
 * @property {string} otherName
 * @property {string} unit `ms` or `MiB`.
 */

/**
 * Ours may take so many times what the other takes.
 * @param {number} target
 * @param {string} what
 * @param {Pairs} pairs
 * @returns {Row}
 */
export function atMost(target, what, pairs) {
  const ratios = pairs.ours.map((value, i) => value / (pairs.other[i] ?? NaN))
  return ratioRow(what, pairs, ratios, {target: `≤ ${target} ×`, met: median(ratios) <= target})
}

/**
 * The other must take so many times what ours takes.
 * @param {number} target
 * @param {string} what
 * @param {Pairs} pairs
 * @returns {Row}
 */
export function timesFaster(target, what, pairs) {
  const ratios = pairs.ours.map((value, i) => (pairs.other[i] ?? NaN) / value)
  return ratioRow(what, pairs, ratios, {target: `≥ ${target} × faster`, met: median(ratios) >= target})
}

/**
 * A figure of its own, with a limit.
 * @param {{what: string, values: readonly number[], unit: string, most?: number, least?: number}} measured
 * @returns {Row}
 */
export function figure({what, values, unit, most, least}) {
  const middle = median(values)
  const met = (most === undefined || middle <= most) && (least === undefined || middle >= least)
  const target = most !== undefined ? `≤ ${most} ${unit}` : least !== undefined ? `≥ ${least} ${unit}` : '–'
  return {what, ours: spread(values, unit), other: '–', ratio: '–', target, verdict: met ? 'met' : 'missed'}
}

/**
 * What could not be measured here, and why.
 * @param {string} what
 * @param {string} target
 * @param {string} reason
 * @returns {Row}
 */
export function notMeasured(what, target, reason) {
  return {what, ours: '–', other: '–', ratio: '–', target, verdict: 'not measured', remark: reason}
}

/** @param {Row} row */
export function rowWords({what, ours, other, ratio, target, verdict, remark}) {
  const words = [`${what}: ${ours}`, other === '–' ? '' : `against ${other}`, ratio === '–' ? '' : ratio]
  return `${words.filter((word) => word !== '').join(', ')} (${target}: ${verdict}${remark ? `, ${remark}` : ''})`
}

/**
 * @param {string} what
 * @param {Pairs} pairs
 * @param {readonly number[]} ratios
 * @param {{target: string, met: boolean}} goal
 * @returns {Row}
 */
function ratioRow(what, {ours, other, otherName, unit}, ratios, {target, met}) {
  return {
    what,
    ours: spread(ours, unit),
    other: `${otherName}: ${spread(other, unit)}`,
    ratio: spread(ratios, '×'),
    target,
    verdict: met ? 'met' : 'missed',
  }
}
