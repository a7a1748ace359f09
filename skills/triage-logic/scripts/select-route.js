#!/usr/bin/env node
import { requireNode } from './require-node.js';

requireNode();
const { runSelectRoute } = await import('./run-script.ts');
process.exitCode = await runSelectRoute(process.argv.slice(2));
