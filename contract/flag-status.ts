import { type Static, Type } from 'typebox';

export const FLAG_STATES = ['on', 'off'] as const;

/** One feature flag as it stands in this process. */
export const FlagStatusSchema = Type.Object(
  {
    name: Type.String(),
    group: Type.String(),
    owner: Type.String(),
    state: Type.Enum(FLAG_STATES, { description: 'For a targeted flag: the state of a student no rule names.' }),
    shipped: Type.Enum(FLAG_STATES),
    source: Type.Enum(['file', 'default', 'override'] as const, {
      description: 'override: set by hand for this process, whatever the file says',
    }),
    guard: Type.Boolean(),
    targeted: Type.Boolean({ description: 'Whether the file lets it differ from student to student.' }),
    for_student: Type.Optional(
      Type.Enum(FLAG_STATES, { description: 'For the student asked about, where one was named.' }),
    ),
    purpose: Type.String(),
    when_off: Type.String(),
  },
  { additionalProperties: false },
);
export type FlagStatus = Static<typeof FlagStatusSchema>;

export const FlagsSchema = Type.Object(
  {
    revision: Type.String(),
    loaded_at: Type.String({ format: 'date-time' }),
    refusal: Type.Optional(
      Type.String({ description: 'Why the file as it is now was refused; the state before it holds.' }),
    ),
    flags: Type.Array(FlagStatusSchema),
  },
  { additionalProperties: false },
);
export type FlagsReport = Static<typeof FlagsSchema>;
