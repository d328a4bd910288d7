import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { LendingModule } from '../lending/lending.module.js';
import { MitraModule } from '../mitra/mitra.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ReportModule } from '../report/report.module.js';
import type { House } from './house.js';
import { Questions } from './questions.js';
import { HOUSE, LEDGER } from './tokens.js';

/** The stores and the command side of every room: all that a job on the command line needs. */
@Global()
@Module({})
export class HouseModule {
  static of(house: House): DynamicModule {
    const shared = [
      { provide: HOUSE, useValue: house },
      { provide: LEDGER, useValue: house.ledger },
      Questions,
    ];
    return {
      module: HouseModule,
      imports: [CqrsModule.forRoot(), MitraModule, LendingModule, PolicyModule, ReportModule],
      providers: shared,
      exports: shared,
    };
  }
}
