// The fault table: every fault that is made, in the order of the phases.

import type { Row } from '../row.ts';
import { diskFaults } from './disks.ts';
import { partFaults } from './parts.ts';
import { processFaults } from './process.ts';
import { requestFaults } from './requests.ts';
import { sentFaults } from './sent.ts';
import { talkerFaults } from './talkers.ts';

export const FAULTS: readonly Row[] = [...requestFaults, ...processFaults, ...talkerFaults, ...sentFaults, ...partFaults, ...diskFaults];
