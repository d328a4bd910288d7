import { register } from 'node:module';

register('./from-source.js', import.meta.url);
await import('./run.ts');
