#!/usr/bin/env node
import { requireNode } from './require-node.js';

requireNode();
const { runCli } = await import('./run-cli.ts');
process.exitCode = await runCli(process.argv.slice(2));
