/** Something that cannot be done here, in words for the person who asked, with the status to end with. */
export class Refusal extends Error {
  constructor(status, message, hints = []) {
    super(message)
    this.status = status
    this.hints = hints
  }
}

/** Status for a machine that lacks something: the same number `bai` uses for "cannot do it". */
export const LACKING = 10
