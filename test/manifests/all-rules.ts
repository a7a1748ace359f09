import { ANNOTATION_RULES } from './annotation-rules.ts';
import { DAPR_RULES } from './dapr-rules.ts';
import { ERASURE_RULES } from './erasure-rules.ts';
import { NETWORK_RULES } from './network-rules.ts';
import type { Rule } from './rule.ts';
import { SETTINGS_RULES } from './settings-rules.ts';
import { WORKLOAD_RULES } from './workload-rules.ts';

export const ALL_RULES: readonly Rule[] = [
  ...WORKLOAD_RULES,
  ...NETWORK_RULES,
  ...DAPR_RULES,
  ...ANNOTATION_RULES,
  ...SETTINGS_RULES,
  ...ERASURE_RULES,
];
