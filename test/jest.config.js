import process from 'node:process';

export default {
  rootDir: '..',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/test/crash/', '\\.stores\\.spec\\.ts$'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: {
            legacyDecorator: true,
            decoratorMetadata: true,
            useDefineForClassFields: false,
          },
        },
        module: { type: 'es6' },
      },
    ],
  },
  // What stands in for servers here takes its time, and the machine has others to serve.
  testTimeout: process.env['STORES'] === 'servers' ? 90_000 : 30_000,
  // What a file of tests has loaded is never let go of in its process: another takes over in time.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1200MB',
};
