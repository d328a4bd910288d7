import { Module } from '@nestjs/common';
import { applicationHandlers } from './application/application.commands.js';
import { booksHandlers } from './books/books.commands.js';
import { collateralHandlers } from './application/collateral.commands.js';
import { collectionHandlers } from './collection/collection.commands.js';
import { claimHandlers } from './ending/claim.commands.js';
import { endingHandlers } from './ending/ending.commands.js';
import { loanHandlers } from './loan.commands.js';
import { restructuringHandlers } from './restructuring/restructuring.commands.js';

/** The handlers of every phase of a loan's life. */
@Module({
  providers: [
    ...applicationHandlers,
    ...loanHandlers,
    ...collateralHandlers,
    ...booksHandlers,
    ...collectionHandlers,
    ...restructuringHandlers,
    ...endingHandlers,
    ...claimHandlers,
  ],
})
export class LendingModule {}
