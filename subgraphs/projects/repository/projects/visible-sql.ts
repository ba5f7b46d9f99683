import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../../runtime/moderation/hidden-content-sql.ts';
import { blockedBetween } from '../../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../../runtime/relations/suspension-sql.ts';

/** Whether a person is hidden from a viewer: by a block between them, or being suspended. Nobody is hidden from themself. */
export const isHiddenPerson = (person: SqlFragment, viewer: SqlFragment): SqlFragment =>
  sql`(${person} <> ${viewer} AND (${blockedBetween(person, viewer)} OR ${isSuspended(person)}))`;

/** Whether a person works on a project, or has: blocks and suspensions do not take their contract from them. */
const isContractor = (project: SqlFragment, viewer: SqlFragment): SqlFragment => sql`EXISTS (
  SELECT FROM contract AS ct WHERE ct.project_id = ${project}.id AND ct.freelancer_id = ${viewer})`;

/** Whether a person is invited to a project. */
export const isInvitee = (project: SqlFragment, viewer: SqlFragment): SqlFragment => sql`EXISTS (
  SELECT FROM project_invitation AS pi WHERE pi.project_id = ${project}.id AND pi.user_id = ${viewer})`;

/** Whether a person has a proposal to a project that is not withdrawn. */
const isBidder = (project: SqlFragment, viewer: SqlFragment): SqlFragment => sql`EXISTS (
  SELECT FROM proposal AS pb
  WHERE pb.project_id = ${project}.id AND pb.freelancer_id = ${viewer} AND pb.state <> 'WITHDRAWN')`;

/** Whether the client of a project, and moderators, let the viewer see it: a part of `isVisibleProject`, and all of it in lists of what is for everybody. */
export const isShownTo = (project: SqlFragment, viewer: SqlFragment): SqlFragment => sql`(
  ${project}.client_id IS NOT NULL AND NOT ${isHiddenPerson(sql`${project}.client_id`, viewer)}
  AND NOT ${isHiddenContent(sql`${project}.id`)})`;

/**
 * Whether a viewer may see a project: the one rule, for every read. It looks at the status, the visibility, blocks either way,
 * suspensions and moderators. Clients see all of their own, and freelancers those that they have a contract for.
 *
 * `project` is the alias of a row of `project` in the statement, such as sql`p`, and `viewer` a SQL expression of an id, empty
 * for a visitor. The aliases `ct`, `pi`, `pb`, `b`, `suspended` and `hidden` are its own.
 */
export const isVisibleProject = (project: SqlFragment, viewer: SqlFragment): SqlFragment => sql`(
  ${project}.client_id = ${viewer} OR ${isContractor(project, viewer)} OR (
    ${project}.status <> 'DRAFT' AND ${isShownTo(project, viewer)}
    AND (${project}.visibility = 'PUBLIC' OR ${isInvitee(project, viewer)} OR ${isBidder(project, viewer)})))`;

/**
 * Whether a viewer may see a proposal: who has sent it, and the client of its project unless it is withdrawn. Blocks either
 * way, suspensions and moderators hide it from the client as long as it has no contract. `proposal` and `project` are aliases
 * of their rows.
 */
export const isVisibleProposal = (
  proposal: SqlFragment,
  project: SqlFragment,
  viewer: SqlFragment,
): SqlFragment => sql`(
  ${proposal}.freelancer_id = ${viewer} OR (${project}.client_id = ${viewer} AND (${proposal}.state = 'ACCEPTED' OR (
    ${proposal}.state <> 'WITHDRAWN' AND ${proposal}.freelancer_id IS NOT NULL
    AND NOT ${isHiddenPerson(sql`${proposal}.freelancer_id`, viewer)} AND NOT ${isHiddenContent(sql`${proposal}.id`)}))))`;
