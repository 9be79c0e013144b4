/** Told while something goes on; a program without terminal leaves it out. */
export type Progress = (text: string) => void
