/**
 * The states of one circuit breaker. `epoch` grows with every change of state: the end of a call counts only in the
 * epoch in which the call was let through.
 */
export type BreakerState =
  | { readonly kind: 'closed'; readonly epoch: number; readonly consecutiveFailures: number }
  | { readonly kind: 'open'; readonly epoch: number; readonly untilMs: number }
  | { readonly kind: 'half_open'; readonly epoch: number };

export type BreakerKind = BreakerState['kind'];

export interface BreakerSettings {
  /** Failures in a row that open it. */
  readonly failuresToOpen: number;
  /** How long it stays open before one probe is let through, in milliseconds. */
  readonly openMs: number;
}

/** Leave to make one call, to be given back with how the call ended. */
export interface Admission {
  readonly epoch: number;
}

export const CLOSED: BreakerState = { kind: 'closed', epoch: 0, consecutiveFailures: 0 };

/** Whether a call may be made now. Half open, its one probe is under way: everyone else is refused at once, nobody waits. */
export function admit(state: BreakerState, nowMs: number): { state: BreakerState; admission: Admission | undefined } {
  switch (state.kind) {
    case 'closed':
      return { state, admission: { epoch: state.epoch } };
    case 'half_open':
      return { state, admission: undefined };
    case 'open': {
      if (nowMs < state.untilMs) return { state, admission: undefined };
      const epoch = state.epoch + 1;
      return { state: { kind: 'half_open', epoch }, admission: { epoch } };
    }
    default:
      return state satisfies never;
  }
}

/** What the end of an admitted call makes of the state. `neutral`: it says nothing about the health of the other side. */
export function conclude(
  state: BreakerState,
  { epoch }: Admission,
  ended: 'success' | 'failure' | 'neutral',
  nowMs: number,
  { failuresToOpen, openMs }: BreakerSettings,
): BreakerState {
  if (epoch !== state.epoch || state.kind === 'open') return state;
  const opened = { kind: 'open', epoch: epoch + 1, untilMs: nowMs + openMs } as const;
  if (state.kind === 'half_open') {
    if (ended === 'failure') return opened;
    // A probe that was never judged frees its place: the next caller becomes the probe.
    if (ended === 'neutral') return { kind: 'open', epoch: epoch + 1, untilMs: nowMs };
    return { kind: 'closed', epoch: epoch + 1, consecutiveFailures: 0 };
  }
  if (ended === 'neutral') return state;
  const consecutiveFailures = ended === 'success' ? 0 : state.consecutiveFailures + 1;
  return consecutiveFailures >= failuresToOpen ? opened : { kind: 'closed', epoch, consecutiveFailures };
}
