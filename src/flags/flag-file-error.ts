/** Every reason a state of the flags is refused, so that one look shows them all. */
export class FlagFileError extends Error {
  override readonly name = 'FlagFileError';
  readonly mistakes: readonly string[];

  constructor(source: string, mistakes: readonly string[]) {
    super(`the flags in ${source} are refused: ${mistakes.join('; ')}`);
    this.mistakes = mistakes;
  }
}
