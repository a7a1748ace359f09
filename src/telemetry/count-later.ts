/** Counts one thing; what the words and numbers of a note mean is known to who counts it. */
export type Count = (first: string, second: string, third: string, value: number, other: number) => void;

/** Notes that wait; when there are so many, all are counted. */
const ROOM = 256;
const WORDS = 3;
const NUMBERS = 2;

/**
 * Takes notes of what is to be counted, and counts many in a row. Between the stages of a request, when other code and
 * other memory have taken the place of those of each series in the caches of the processor, counting costs several times
 * what it does in a row; a note is a few words that are written beside the last.
 */
export function createCountLater() {
  const counts: Count[] = new Array<Count>(ROOM).fill(() => {});
  const words: string[] = new Array<string>(ROOM * WORDS).fill('');
  const numbers = new Float64Array(ROOM * NUMBERS);
  let used = 0;

  /** Counts all that is noted: to be called before anything is read. */
  function settle(): void {
    const noted = used;
    used = 0;
    for (let note = 0; note < noted; note++) {
      const word = note * WORDS;
      const number = note * NUMBERS;
      (counts[note] as Count)(
        words[word] as string,
        words[word + 1] as string,
        words[word + 2] as string,
        numbers[number] as number,
        numbers[number + 1] as number,
      );
    }
  }

  return {
    note(count: Count, first: string, second: string, third: string, value: number, other: number): void {
      const word = used * WORDS;
      const number = used * NUMBERS;
      counts[used] = count;
      words[word] = first;
      words[word + 1] = second;
      words[word + 2] = third;
      numbers[number] = value;
      numbers[number + 1] = other;
      used++;
      if (used === ROOM) settle();
    },
    settle,
  };
}
