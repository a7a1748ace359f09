/** One thing to improve. `importance` 3: may give wrong results; 2: hard to read or change; 1: polish. */
export type Finding = {
  readonly id: string;
  readonly line: number;
  readonly importance: 1 | 2 | 3;
  readonly title: string;
  readonly why: string;
  readonly before?: string;
  readonly after?: string;
  readonly topics: readonly string[];
};
