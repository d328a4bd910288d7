import { type DynamicModule, Module } from '@nestjs/common';
import { HistoryResolver } from './audit/history.graphql.js';
import { HistoryService } from './audit/history.service.js';
import { AuditEntry } from './audit/history.types.js';
import { PortfolioResolver } from './audit/portfolio.graphql.js';
import { HistorySubscription } from './audit/subscription.graphql.js';
import { SystemResolver } from './audit/system.graphql.js';
import { graphqlShell, type ShellOptions } from './graphql/graphql.module.js';
import type { House } from './house/house.js';
import { HouseModule } from './house/house.module.js';
import { ApplicationResolver } from './lending/application/application.graphql.js';
import {
  ApplicationMutations,
  ApplicationResultResolver,
} from './lending/application/application.mutations.js';
import { ApplicationService } from './lending/application/application.service.js';
import { LoanApplication } from './lending/application/application.types.js';
import { SuspenseResolver } from './lending/books/books.graphql.js';
import { BooksMutations } from './lending/books/books.mutations.js';
import { CollateralMutations } from './lending/application/collateral.mutations.js';
import { CollectionResolver } from './lending/collection/collection.graphql.js';
import { CollectionMutations } from './lending/collection/collection.mutations.js';
import { EndingResolver } from './lending/ending/ending.graphql.js';
import { EndingMutations } from './lending/ending/ending.mutations.js';
import { LoanResolver, PositionResolver } from './lending/loan.graphql.js';
import {
  LoanMutations,
  LoanResultResolver,
  PaymentResultResolver,
} from './lending/loan.mutations.js';
import { LoanService } from './lending/loan.service.js';
import { Loan } from './lending/loan.types.js';
import { RestructuringMutations } from './lending/restructuring/restructuring.mutations.js';
import { MitraResolver } from './mitra/mitra.graphql.js';
import { MitraMutations, MitraResultResolver } from './mitra/mitra.mutations.js';
import { MitraService } from './mitra/mitra.service.js';
import { Mitra } from './mitra/mitra.types.js';
import { PolicyResolver } from './policy/policy.graphql.js';
import { Policy } from './policy/policy.types.js';

/** The service: the house, and what it says over GraphQL. */
@Module({})
export class AppModule {
  static of(house: House, shell: Omit<ShellOptions, 'orphanedTypes'>): DynamicModule {
    return {
      module: AppModule,
      imports: [
        HouseModule.of(house),
        graphqlShell({
          ...shell,
          orphanedTypes: [Mitra, Loan, LoanApplication, AuditEntry, Policy],
        }),
      ],
      providers: [
        ...[ApplicationService, ApplicationResolver],
        ...[ApplicationMutations, ApplicationResultResolver, CollateralMutations],
        ...[MitraService, LoanService, HistoryService],
        ...[MitraResolver, MitraMutations, MitraResultResolver],
        ...[LoanResolver, PositionResolver, LoanMutations],
        ...[CollectionResolver, CollectionMutations],
        ...[RestructuringMutations, EndingMutations, EndingResolver],
        ...[LoanResultResolver, PaymentResultResolver],
        ...[BooksMutations, SuspenseResolver],
        ...[PolicyResolver, PortfolioResolver],
        ...[HistoryResolver, HistorySubscription, SystemResolver],
      ],
    };
  }
}
