import { declareKills } from './kills.js';
import { SCENARIOS } from './scenarios.js';

describe('the embedded store', () => {
  declareKills(SCENARIOS, 'file', 1);
});
