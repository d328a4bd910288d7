import { Module } from '@nestjs/common';
import { policyHandlers } from './policy.commands.js';

@Module({ providers: policyHandlers })
export class PolicyModule {}
