import fast from './jest.config.js';

export default {
  ...fast,
  testMatch: ['**/test/crash/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // One after another: some of them measure, and some kill.
  maxWorkers: 1,
  testTimeout: 1_800_000,
};
