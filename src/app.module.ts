import { type DynamicModule, Module } from '@nestjs/common';
import { ActivityResolver } from './audit/activity.graphql.js';
import {
  BasisResolver,
  HistoryBasis,
  LoanBasis,
  MitraBasis,
  PortfolioBasis,
} from './audit/basis.graphql.js';
import { HistoryResolver } from './audit/history.graphql.js';
import { HistoryService } from './audit/history.service.js';
import { AuditEntry } from './audit/history.types.js';
import {
  ClassTotalResolver,
  PortfolioGroupResolver,
  PortfolioPartResolver,
  PortfolioResolver,
} from './audit/portfolio.graphql.js';
import { sightOf, sightPartsOf } from './audit/log-sight.js';
import { HistorySubscription } from './audit/subscription.graphql.js';
import { SystemResolver } from './audit/system.graphql.js';
import { graphqlShell, type ShellOptions } from './graphql/graphql.module.js';
import type { House } from './house/house.js';
import { HouseModule } from './house/house.module.js';
import { documentsParked } from './house/parked.js';
import { SHELL } from './house/tokens.js';
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
import { CompareResolver } from './audit/compare.graphql.js';
import { CompareService } from './audit/compare.service.js';
import { PositionResolver } from './lending/explain.graphql.js';
import { LoanResolver } from './lending/loan.graphql.js';
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
import { PolicyService } from './policy/policy.service.js';
import { Policy } from './policy/policy.types.js';
import { ReportResolver, RestatementResolver } from './report/report.graphql.js';
import { ReportService } from './report/report.service.js';
import { Report } from './report/report.types.js';
import { ProofResolver } from './proof/proof.graphql.js';
import { ProofController } from './proof/proof.http.js';
import { ProofService } from './proof/proof.service.js';
import { HealthController } from './telemetry/health.http.js';
import { MetricsController } from './telemetry/metrics.http.js';
import { Readings } from './telemetry/readings.js';
import { Telemetry } from './telemetry/telemetry.js';

/** The service: the house, and what it says over GraphQL. */
@Module({})
export class AppModule {
  static of(
    house: House,
    shell: Omit<ShellOptions, 'orphanedTypes'>,
    telemetry: Telemetry,
  ): DynamicModule {
    return {
      module: AppModule,
      imports: [
        HouseModule.of(house),
        graphqlShell({
          ...shell,
          stale: () => sightOf(sightPartsOf(house)).stale(),
          parkedIn: (names) => documentsParked(house.readModels, names),
          orphanedTypes: [Mitra, Loan, LoanApplication, AuditEntry, Policy, Report],
        }),
      ],
      controllers: [ProofController, HealthController, MetricsController],
      providers: [
        { provide: Telemetry, useValue: telemetry },
        { provide: Readings, useValue: new Readings(house, telemetry.recording) },
        ...[{ provide: SHELL, useValue: shell }, ProofService, ProofResolver],
        ...[ApplicationService, ApplicationResolver],
        ...[ApplicationMutations, ApplicationResultResolver, CollateralMutations],
        ...[MitraService, LoanService, HistoryService, PolicyService],
        ...[CompareService, CompareResolver],
        ...[MitraResolver, MitraMutations, MitraResultResolver],
        ...[ReportService, ReportResolver, RestatementResolver],
        ...[LoanResolver, PositionResolver, LoanMutations],
        ...[CollectionResolver, CollectionMutations],
        ...[RestructuringMutations, EndingMutations, EndingResolver],
        ...[LoanResultResolver, PaymentResultResolver],
        ...[BooksMutations, SuspenseResolver],
        ...[PolicyResolver, PortfolioResolver, PortfolioPartResolver],
        ...[PortfolioGroupResolver, ClassTotalResolver],
        ...[HistoryResolver, HistorySubscription, SystemResolver],
        ...[ActivityResolver, BasisResolver, MitraBasis, LoanBasis, PortfolioBasis, HistoryBasis],
      ],
    };
  }
}
