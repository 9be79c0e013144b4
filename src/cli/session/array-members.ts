import {UsageError} from '../errors.js'

/** Members of an array as `--array` gives them. */
export interface ArrayMembers {
  members: number[]
  /** Most of them that live at a time. */
  atOnce?: number
}

const MOST = 100_000
const PART = /^(\d{1,9})(?:-(\d{1,9}))?$/

/** Reads `0-9`, `1,3,7-9`, `0-9%3`. @throws UsageError */
export function parseArrayMembers(text: string): ArrayMembers {
  const [, list = '', most] = /^([^%]*)(?:%([1-9]\d{0,8}))?$/.exec(text) ?? []
  const members = new Set<number>()
  for (const part of list.split(',')) {
    const [, first, last = first] = PART.exec(part.trim()) ?? []
    if (first === undefined || Number(last) - Number(first) >= MOST) throw refusal(text)
    for (let index = Number(first); index <= Number(last); index += 1) members.add(index)
  }
  if (members.size === 0 || members.size > MOST) throw refusal(text)
  return {members: [...members], ...(most !== undefined && {atOnce: Number(most)})}
}

function refusal(text: string): UsageError {
  return new UsageError(`--array: "${text}" does not name members.`, [
    'Write 0-9, 1,3,7-9, or 0-9%3 for three at a time.',
  ])
}
