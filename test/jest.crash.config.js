import fast from './jest.config.js';

export default {
  ...fast,
  testMatch: ['**/test/crash/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // Files and servers side by side: on servers, much of the time goes by in waiting for leases.
  maxWorkers: 2,
  testTimeout: 1_800_000,
};
