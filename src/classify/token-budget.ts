const DAY_MS = 86_400_000;

export interface TokenBudgetSettings {
  /** Tokens in a UTC day, over all students. */
  readonly dailyTokens: number;
  /** Tokens one student may cause in a UTC day. */
  readonly studentDailyTokens: number;
}

/** Bounds what the language model may cost a day: for everyone together, and for each student. */
export interface TokenBudget {
  /** Sets tokens aside for one question; says whose budget does not reach where one does not. */
  reserve(studentId: string, tokens: number): Reservation | { readonly refusedBy: 'all' | 'student' };
  /** Tokens left today, over all students. */
  left(): number;
}

interface Reservation {
  readonly refusedBy?: undefined;
  settle(spent: number): void;
}

export function createTokenBudget(settings: TokenBudgetSettings, nowMs: () => number): TokenBudget {
  let day = -1;
  let spentByAll = 0;
  let spentBy = new Map<string, number>();

  function beginDay(): number {
    const today = Math.floor(nowMs() / DAY_MS);
    if (today !== day) {
      day = today;
      spentByAll = 0;
      spentBy = new Map();
    }
    return today;
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
  };
}
