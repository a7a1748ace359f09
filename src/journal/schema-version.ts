/** One numbered step of a schema. */
export interface Migration {
  readonly sql: string;
  /**
   * The oldest schema version whose build can work on the store after this step. A step that only adds (expands) keeps the
   * one before it; a step that takes away (contracts) names the version that no longer needs what it takes.
   */
  readonly worksFrom: number;
}

/** What a store says of itself. */
export interface SchemaState {
  readonly version: number;
  /** The oldest build, by its schema version, that can work on it. */
  readonly worksFrom: number;
}

/** `auto` brings an older store up to date at the start; `check` leaves that to `learnflow migrate`. */
export type MigrateMode = 'auto' | 'check';

/**
 * Whether a build may work on a store.
 * @param built the schema version the build knows
 * @throws {Error} that says which of the two to change, and how
 */
export function judgeSchema({ version, worksFrom }: SchemaState, built: number, mode: MigrateMode): void {
  if (version > built && worksFrom > built) {
    throw new Error(
      `the store has schema ${version}, which builds of schema ${worksFrom} or newer can work on, and this one knows ${built}: start the newer build`,
    );
  }
  if (version < built && mode === 'check') {
    const found = version === 0 ? 'no schema yet' : `schema ${version}`;
    throw new Error(
      `the store has ${found} and this build wants ${built}: run "learnflow migrate", or start with LEARNFLOW_MIGRATE=auto`,
    );
  }
}
