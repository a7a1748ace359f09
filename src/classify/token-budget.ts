export const DAY_MS = 86_400_000;

export interface TokenBudgetSettings {
  /** Tokens in a UTC day, over all students. */
  readonly dailyTokens: number;
  /** Tokens one student may cause in a UTC day. */
  readonly studentDailyTokens: number;
}

/** Tokens that were set aside for one question, or whose budget did not reach. */
export type Reserved =
  | { readonly refusedBy: 'all' | 'student' }
  | {
      readonly refusedBy?: undefined;
      /** Gives back what was not spent. Never throws: what cannot be given back stays spent. */
      settle(spent: number): void | Promise<void>;
    };

/** Bounds what the language model may cost a day: for everyone together, and for each student. */
export interface TokenBudget {
  /** Sets tokens aside for one question; says whose budget does not reach where one does not. */
  reserve(studentId: string, tokens: number): Reserved | Promise<Reserved>;
  /** Tokens left today, over all students, as far as this process knows. */
  left(): number;
}

/** What was spent on a UTC day, counted in days since 1970. */
export interface Spending {
  readonly day: number;
  readonly byAll: number;
  readonly byStudent: number;
}

/** The budget of one process. */
export interface OwnTokenBudget extends TokenBudget {
  reserve(studentId: string, tokens: number): Reserved;
  known(studentId: string): Spending;
  /** Takes over what all processes together have spent. */
  follow(studentId: string, spending: Spending): void;
}

export function createTokenBudget(settings: TokenBudgetSettings, nowMs: () => number): OwnTokenBudget {
  let day = -1;
  let spentByAll = 0;
  let spentBy = new Map<string, number>();

  function begin(today: number): void {
    if (today === day) return;
    day = today;
    spentByAll = 0;
    spentBy = new Map();
  }

  function beginDay(): number {
    begin(Math.floor(nowMs() / DAY_MS));
    return day;
  }

  function spend(studentId: string, tokens: number): void {
    spentByAll += tokens;
    spentBy.set(studentId, (spentBy.get(studentId) ?? 0) + tokens);
  }

  return {
    reserve(studentId, tokens) {
      const reservedOn = beginDay();
      const ofStudent = spentBy.get(studentId) ?? 0;
      if (spentByAll + tokens > settings.dailyTokens) return { refusedBy: 'all' };
      if (ofStudent + tokens > settings.studentDailyTokens) return { refusedBy: 'student' };
      spend(studentId, tokens);
      return {
        settle(spent) {
          // What was set aside yesterday is no part of today.
          if (beginDay() === reservedOn) spend(studentId, spent - tokens);
        },
      };
    },
    left() {
      beginDay();
      return Math.max(0, settings.dailyTokens - spentByAll);
    },
    known: (studentId) => ({ day, byAll: spentByAll, byStudent: spentBy.get(studentId) ?? 0 }),
    follow(studentId, spending) {
      begin(spending.day);
      spentByAll = spending.byAll;
      spentBy.set(studentId, spending.byStudent);
    },
  };
}
