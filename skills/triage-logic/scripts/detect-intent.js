#!/usr/bin/env node
import { requireNode } from './require-node.js';

requireNode();
const { runDetectIntent } = await import('./run-script.ts');
process.exitCode = await runDetectIntent(process.argv.slice(2));
