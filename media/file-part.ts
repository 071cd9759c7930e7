/** An answer's body that lies on disk: who answers sends it from there, slice by slice, rather than holding it. */
export class FilePart {
  readonly path: string
  readonly from: number
  readonly length: number

  constructor(path: string, from: number, length: number) {
    this.path = path
    this.from = from
    this.length = length
  }
}
