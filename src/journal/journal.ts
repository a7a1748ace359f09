import type { History } from '../../contract/agent.ts';
import type { Actor, AuditEntry, AuditFilter, AuditKind, Erasure } from '../../contract/audit.ts';
import type { DeadLetter, DeadLetterDetail, DeadLetterFilter, DeadLetterReason } from '../../contract/dead-letter.ts';
import type { Classification, RoutingDecision } from '../../contract/decision.ts';
import type { Feedback, FeedbackExample } from '../../contract/feedback.ts';
import type { AgentId } from '../../contract/intents.ts';
import type { ModelFacts, Release } from '../../contract/model-release.ts';
import type { Page } from '../../contract/page.ts';
import type { Reply, Status, Timings } from '../../contract/triage-response.ts';
import type { FailedAttempt } from '../dispatch/dispatch.ts';
import type { IdempotencyKey } from '../edge/message.ts';
import type { SanitizedQuery } from '../sanitize/sanitize-query.ts';

/** One request as it stands before a tutor is asked. Times are Unix milliseconds. */
export interface AcceptedRequest {
  readonly requestId: string;
  readonly studentId: string;
  readonly acceptedAtMs: number;
  readonly query: SanitizedQuery;
  readonly classification: Classification;
  readonly decision: RoutingDecision;
  /** Switches in force when it was decided. */
  readonly flags?: Readonly<Record<string, unknown>>;
  /** Where its trace stood (W3C): the spans of its events become children of it. */
  readonly traceparent?: string | undefined;
}

/** How a request ended. `attempts` are those that brought no answer; `timings` are kept for the audit trail. `failed` is for a service without dead letters. */
export type Settlement =
  | {
      readonly status: 'answered';
      readonly reply: Reply;
      readonly timings: Timings;
      readonly attempts: readonly FailedAttempt[];
    }
  | {
      readonly status: 'dead_lettered';
      readonly deadLetterId: string;
      readonly agent: AgentId;
      readonly reason: DeadLetterReason;
      readonly attempts: readonly FailedAttempt[];
      readonly timings?: Timings;
    }
  | {
      readonly status: 'failed';
      readonly reason: DeadLetterReason;
      readonly attempts: readonly FailedAttempt[];
      readonly timings?: Timings;
    };

/** Where a request stands. All but `accepted` and `dead_lettered` are final. */
export type RequestState =
  | { readonly status: 'accepted' }
  | { readonly status: 'answered'; readonly settledAtMs: number; readonly reply: Reply; readonly timings: Timings }
  | {
      readonly status: 'dead_lettered';
      readonly settledAtMs: number;
      readonly deadLetterId: string;
      readonly reason: DeadLetterReason;
    }
  | { readonly status: 'failed'; readonly settledAtMs: number; readonly reason: DeadLetterReason }
  | {
      readonly status: 'replayed';
      readonly settledAtMs: number;
      readonly deadLetterId: string;
      readonly reply: Reply;
      readonly timings: Timings;
    }
  | { readonly status: 'discarded'; readonly settledAtMs: number; readonly deadLetterId: string };

export interface StoredRequest extends AcceptedRequest {
  readonly state: RequestState;
}

/** A key that was used before: which request it stands for, and the fingerprint of what was sent then. */
export interface UsedKey {
  readonly requestId: string;
  readonly fingerprint: string;
}

/** A request was recorded, or its idempotency key already stands for an earlier one and nothing was recorded. */
export type Acceptance = { readonly kind: 'accepted' } | ({ readonly kind: 'duplicate' } & UsedKey);

/** How much of a list is wanted: up to `limit` entries after `cursor`, which an earlier page gave. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Something happened to a request: who waits for it should look again. */
export interface Change {
  readonly requestId: string;
  readonly status: Status;
}

/** The life of requests. */
export interface RequestLog {
  /** Records a request that a tutor will be asked about; it is leased to this process until it is settled or released. */
  accept(request: AcceptedRequest, key?: IdempotencyKey): Promise<Acceptance>;
  /** Ends an accepted request. Resolves to false, and changes nothing, when it had already ended or is unknown. */
  settle(requestId: string, settledAtMs: number, settlement: Settlement): Promise<boolean>;
  /** Records a request that was answered without a tutor, in one step. */
  recordAnswered(
    request: AcceptedRequest,
    settledAtMs: number,
    answer: { readonly reply: Reply; readonly timings: Timings },
    key?: IdempotencyKey,
  ): Promise<Acceptance>;
  /** Gives up the lease of a request that could not be settled: as soon as the store can be written it becomes a dead letter. */
  release(requestId: string): void;
  find(requestId: string): Promise<StoredRequest | undefined>;
  /** What a student's key stands for, within its 24 hours. */
  findKey(key: IdempotencyKey, nowMs: number): Promise<UsedKey | undefined>;
  /** Requests newest first; of one student when one is named. */
  listRequests(
    filter: { readonly studentId?: string | undefined; readonly status?: Status | undefined },
    page: PageRequest,
  ): Promise<Page<StoredRequest>>;
  /** What is known of one student, over their whole record. */
  readHistory(studentId: string, nowMs: number): Promise<History>;
}

/** A dead letter that is being replayed by this process, and by no other. */
export interface ClaimedLetter {
  readonly deadLetterId: string;
  readonly request: StoredRequest;
  readonly agent: AgentId;
}

/** Requests that were given up. */
export interface DeadLetters {
  listDeadLetters(filter: DeadLetterFilter, page: PageRequest): Promise<Page<DeadLetter>>;
  countDeadLetters(filter: DeadLetterFilter): Promise<number>;
  findDeadLetter(deadLetterId: string): Promise<DeadLetterDetail | undefined>;
  /** Takes a waiting dead letter for a replay; undefined when it is not waiting, or another replay has it. */
  claimDeadLetter(deadLetterId: string, nowMs: number): Promise<ClaimedLetter | undefined>;
  /** Ends a claimed dead letter with its answer, which its student can fetch from then on. */
  settleReplay(
    deadLetterId: string,
    settledAtMs: number,
    answer: { readonly reply: Reply; readonly timings: Timings },
    actor: Actor,
  ): Promise<boolean>;
  /** Puts a claimed dead letter back; the attempts that failed are added to it. */
  returnDeadLetter(
    deadLetterId: string,
    nowMs: number,
    tried: { readonly reason: DeadLetterReason; readonly attempts: readonly FailedAttempt[] },
    actor: Actor,
  ): Promise<boolean>;
  /** Ends a waiting dead letter without an answer. False when it is not waiting. */
  discardDeadLetter(deadLetterId: string, nowMs: number, actor: Actor): Promise<boolean>;
}

/** What someone did, to be kept; decisions are kept with their requests. */
export interface AuditRecord {
  readonly atMs: number;
  readonly kind: Exclude<AuditKind, 'decision'>;
  readonly actor: Actor;
  readonly studentId?: string | undefined;
  readonly requestId?: string | undefined;
  readonly agent?: AgentId | undefined;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface AuditTrail {
  recordAudit(entries: readonly AuditRecord[]): Promise<void>;
  /** Decisions, refusals and acts, newest first. */
  readAudit(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>>;
}

/** All that is kept of one student, and its end. */
export interface StudentRecords {
  /** One page of everything kept of a student, oldest first, each line naming its `kind`. */
  exportStudent(studentId: string, page: PageRequest): Promise<Page<Readonly<Record<string, unknown>>>>;
  /** Erases a student everywhere and leaves a tombstone: when, by whom, and a hash that only who knows the id can find. */
  eraseStudent(studentId: string, nowMs: number, actor: Actor): Promise<Erasure>;
}

export interface FeedbackLog {
  /** Keeps what someone says of a request, in place of what they said before; undefined when there is no such request. */
  recordFeedback(feedback: Feedback, actor: Actor, nowMs: number): Promise<string | undefined>;
  listFeedback(page: PageRequest): Promise<Page<FeedbackExample>>;
}

/** An event that was written with what it tells of, and is to be published. */
export interface OutboxEvent {
  readonly seq: number;
  readonly id: string;
  readonly type: string;
  /** The student's pseudonym. */
  readonly subject: string;
  readonly timeMs: number;
  /** That of the request it tells of. */
  readonly traceparent?: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Outbox {
  /** Makes this process the one that publishes; false while another living one does. */
  claimOutbox(): Promise<boolean>;
  /** Events after `seq`, in the order in which they happened. */
  readOutbox(afterSeq: number, limit: number): Promise<readonly OutboxEvent[]>;
  /** Forgets events that were delivered. */
  removeFromOutbox(seqs: readonly number[]): Promise<void>;
}

/** A trained model whose file is kept. */
export interface KeptModel {
  readonly modelId: string;
  readonly addedAtMs: number;
  readonly addedBy: Actor;
  readonly facts: ModelFacts;
}

/** Trained models and which of them decides: kept with the requests, so that all who share the store follow one release. */
export interface ModelShelf {
  /** Keeps a model's file, with an audit entry. False, and nothing done, when it is there already. */
  keepModel(model: KeptModel, file: Uint8Array): Promise<boolean>;
  /** The models that are kept, oldest first. */
  listModels(): Promise<readonly KeptModel[]>;
  readModel(modelId: string): Promise<Uint8Array | undefined>;
  /** The release in force; undefined while none was ever made. */
  readRelease(): Promise<Release | undefined>;
  /**
   * Puts a release in force, with its audit entry. False, and nothing done, when its revision does not follow the one in
   * force: somebody else was first.
   */
  changeRelease(release: Release, entry: AuditRecord): Promise<boolean>;
}

/** What waits in the store, whichever process put it there. Counts end at `MAX_COUNTED`. Times are Unix milliseconds. */
export interface Backlog {
  readonly outbox: { readonly count: number; readonly oldestAtMs: number | undefined };
  readonly deadLetters: {
    readonly waiting: readonly {
      readonly agent: AgentId;
      readonly reason: DeadLetterReason;
      readonly count: number;
    }[];
    readonly oldestAtMs: Readonly<Partial<Record<AgentId, number>>>;
  };
}

/** More waiting dead letters, or events, than this are not counted: the look at the backlog stays cheap. */
export const MAX_COUNTED = 100_000;

/** How long things are kept, in days. */
export interface Retention {
  readonly recordDays: number;
  readonly textDays: number;
}

export interface JournalHealth {
  readonly pendingWrites: number;
  /** Age of the oldest write that is not yet durable, in milliseconds. */
  readonly lagMs: number;
  /** The store's schema as it was when the journal was opened, and the one this build knows. */
  readonly schema: { readonly store: number; readonly build: number };
  /** The store could not be reached when last tried; it is tried again. */
  readonly isAway?: boolean;
  /** Why it has stopped for good. */
  readonly failure?: string | undefined;
}

/**
 * The durable record of every accepted request. When a method that writes resolves, what it wrote survives a power cut.
 * Every method rejects with JOURNAL_UNAVAILABLE when the store cannot be written or read; then nothing was done.
 * Requests of a process that died become dead letters (`interrupted`), at the next start or when its lease runs out.
 */
export interface Journal extends RequestLog, DeadLetters, AuditTrail, StudentRecords, FeedbackLog, ModelShelf, Outbox {
  /** Removes one bounded batch of what is older than its retention. @returns how many records it touched; 0 when done */
  sweep(nowMs: number, retention: Retention): Promise<number>;
  /**
   * Calls back after each change made through this process, after those its recovery made and, on PostgreSQL, after those
   * other processes tell of; these may be lost with a connection, so who waits looks again. @returns unsubscribe
   */
  subscribe(listener: (change: Change) => void): () => void;
  /** A cheap look at what waits, for whoever watches the store. */
  readBacklog(): Promise<Backlog>;
  health(): JournalHealth;
  close(): Promise<void>;
}
