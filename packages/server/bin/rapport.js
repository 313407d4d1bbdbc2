#!/usr/bin/env node
// A file of its own, because npm links commands before anything is built.
import { enableCompileCache } from 'node:module';

// The second start need not compile everything again.
enableCompileCache();
await import('../dist/cli/main.js');
