import type { Plugin } from 'esbuild';

export const bareDriver: Plugin;
