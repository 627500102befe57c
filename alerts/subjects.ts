// Whose series the cases of a kind are about: the observed services, or the parts of the stack.

import { INSTANCE_LABEL, JOB_LABEL, prometheusLabel, resourceAttribute, service } from '../instrumentation/vocabulary/index.ts';
import type { Subjects } from './kit/kinds/kind.ts';
import type { Labels } from './kit/rule-case.ts';

const identity = ({ job, namespace, name }: { job: string; namespace: string; name: string }, instance: string): Labels => ({
  [JOB_LABEL]: job,
  [INSTANCE_LABEL]: instance,
  [prometheusLabel(resourceAttribute.serviceNamespace)]: namespace,
  [prometheusLabel(resourceAttribute.serviceName)]: name,
  [prometheusLabel(resourceAttribute.serviceInstanceId)]: instance,
});

/** The API is unwell, the web process is well; each series may have more labels. */
export function serviceSubjects(more: Labels = {}): Subjects {
  return {
    unwell: { ...identity(service.api, 'a'), ...more },
    well: { ...identity(service.web, 'a'), ...more },
    next: { ...identity(service.api, 'b'), ...more },
  };
}

/** Of one scraped part of the stack, one thing is unwell and another of the same part is well. */
export function partSubjects(instance: string, unwell: Labels = {}, well?: Labels): Subjects {
  const at = (where: string): Labels => ({ [INSTANCE_LABEL]: where });
  return {
    unwell: { ...at(instance), ...unwell },
    well: well ? { ...at(instance), ...well } : { ...at('other:1'), ...unwell },
    next: { ...at(instance), ...unwell },
  };
}
