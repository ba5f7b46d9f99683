CREATE EXTENSION IF NOT EXISTS "unaccent" SCHEMA "extensions";

CREATE TABLE "project" (
    "id" TEXT NOT NULL,
    "client_id" TEXT,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "budget_kind" TEXT NOT NULL,
    "budget_min" BIGINT,
    "budget_max" BIGINT,
    "currency" TEXT NOT NULL,
    "skills" TEXT[],
    "skill_keys" TEXT[],
    "category_id" TEXT,
    "deadline" DATE,
    "visibility" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "proposal_count" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "words" TSVECTOR,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "project_budget_check" CHECK ("budget_min" <= "budget_max"),
    CONSTRAINT "project_opened_check" CHECK ("status" = 'DRAFT' OR "opened_at" IS NOT NULL OR "status" = 'CANCELLED'),
    CONSTRAINT "project_proposal_count_check" CHECK ("proposal_count" >= 0)
);
CREATE INDEX "project_client_id_id_idx" ON "project"("client_id", "id");

-- Lists of what everybody may find: by age, by budget, by deadline, by skill, by category and by words.
CREATE INDEX "project_opened_idx" ON "project"("opened_at", "id") WHERE "visibility" = 'PUBLIC' AND "status" <> 'DRAFT';
CREATE INDEX "project_status_idx" ON "project"("status", "opened_at", "id") WHERE "visibility" = 'PUBLIC' AND "status" <> 'DRAFT';
CREATE INDEX "project_budget_idx" ON "project"("currency", (coalesce("budget_max", "budget_min")), "id")
    WHERE "visibility" = 'PUBLIC' AND "status" <> 'DRAFT';
CREATE INDEX "project_deadline_idx" ON "project"(("deadline" - DATE '2000-01-01'), "id")
    WHERE "visibility" = 'PUBLIC' AND "status" <> 'DRAFT' AND "deadline" IS NOT NULL;
CREATE INDEX "project_category_idx" ON "project"("category_id", "opened_at", "id")
    WHERE "visibility" = 'PUBLIC' AND "status" <> 'DRAFT';
CREATE INDEX "project_skills_idx" ON "project" USING GIN ("skill_keys") WHERE "visibility" = 'PUBLIC' AND "status" <> 'DRAFT';
CREATE INDEX "project_words_idx" ON "project" USING GIN ("words") WHERE "visibility" = 'PUBLIC' AND "status" <> 'DRAFT';

-- The words of a project follow its text. What folds them is a function of the runtime.
CREATE FUNCTION "keep_project_words"() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    NEW.words := search_vector(concat_ws(' ', NEW.title, NEW.description, array_to_string(NEW.skills, ' ')));
    RETURN NEW;
END
$$;
CREATE TRIGGER "keep_project_words" BEFORE INSERT OR UPDATE OF "title", "description", "skills" ON "project"
FOR EACH ROW EXECUTE FUNCTION "keep_project_words"();

CREATE TABLE "project_file" (
    "project_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "file_id" TEXT NOT NULL,

    CONSTRAINT "project_file_pkey" PRIMARY KEY ("project_id", "position")
);
CREATE INDEX "project_file_file_id_idx" ON "project_file"("file_id");

CREATE TABLE "proposal" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "freelancer_id" TEXT,
    "cover_letter" TEXT NOT NULL,
    "bid" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "duration_days" INTEGER,
    "milestones" JSONB NOT NULL DEFAULT '[]',
    "resume_id" TEXT,
    "state" TEXT NOT NULL,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "proposal_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "proposal_bid_check" CHECK ("bid" > 0)
);
CREATE INDEX "proposal_project_id_id_idx" ON "proposal"("project_id", "id");
CREATE INDEX "proposal_freelancer_id_id_idx" ON "proposal"("freelancer_id", "id");
CREATE INDEX "proposal_resume_id_idx" ON "proposal"("resume_id");

-- One proposal of each person to a project, unless they have withdrawn it.
CREATE UNIQUE INDEX "proposal_standing_key" ON "proposal"("project_id", "freelancer_id") WHERE "state" <> 'WITHDRAWN';

CREATE TABLE "proposal_file" (
    "proposal_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "file_id" TEXT NOT NULL,

    CONSTRAINT "proposal_file_pkey" PRIMARY KEY ("proposal_id", "position")
);
CREATE INDEX "proposal_file_file_id_idx" ON "proposal_file"("file_id");

CREATE TABLE "project_invitation" (
    "project_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "invited_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "project_invitation_pkey" PRIMARY KEY ("project_id", "user_id")
);
CREATE INDEX "project_invitation_user_id_project_id_idx" ON "project_invitation"("user_id", "project_id");

CREATE TABLE "project_question" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "author_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "answer" TEXT,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "project_question_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "project_question_project_id_id_idx" ON "project_question"("project_id", "id");
CREATE INDEX "project_question_author_id_id_idx" ON "project_question"("author_id", "id");

CREATE TABLE "saved_project" (
    "user_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saved_project_pkey" PRIMARY KEY ("user_id", "project_id")
);
CREATE INDEX "saved_project_project_id_idx" ON "saved_project"("project_id");

CREATE TABLE "project_alert" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "name" TEXT,
    "query" TEXT,
    "skills" TEXT[],
    "skill_keys" TEXT[],
    "category_id" TEXT,
    "budget_min" BIGINT,
    "budget_max" BIGINT,
    "currency" TEXT,
    "keys" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "project_alert_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "project_alert_owner_id_id_idx" ON "project_alert"("owner_id", "id");
CREATE INDEX "project_alert_keys_idx" ON "project_alert" USING GIN ("keys");

CREATE TABLE "alert_match" (
    "alert_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "matched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_match_pkey" PRIMARY KEY ("alert_id", "project_id")
);
CREATE INDEX "alert_match_project_id_idx" ON "alert_match"("project_id");

CREATE TABLE "user_rating" (
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "user_rating_pkey" PRIMARY KEY ("user_id", "role")
);

ALTER TABLE "project_file" ADD CONSTRAINT "project_file_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "proposal" ADD CONSTRAINT "proposal_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "proposal_file" ADD CONSTRAINT "proposal_file_proposal_id_fkey" FOREIGN KEY ("proposal_id") REFERENCES "proposal"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "project_invitation" ADD CONSTRAINT "project_invitation_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "project_question" ADD CONSTRAINT "project_question_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "saved_project" ADD CONSTRAINT "saved_project_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "alert_match" ADD CONSTRAINT "alert_match_alert_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "project_alert"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "alert_match" ADD CONSTRAINT "alert_match_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Contracts.

CREATE TABLE "contract" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "proposal_id" TEXT NOT NULL,
    "client_id" TEXT,
    "freelancer_id" TEXT,
    "currency" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "paused_at" TIMESTAMPTZ(3),
    "end_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "contract_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "contract_proposal_id_key" ON "contract"("proposal_id");
CREATE INDEX "contract_project_id_idx" ON "contract"("project_id");
CREATE INDEX "contract_client_id_id_idx" ON "contract"("client_id", "id");
CREATE INDEX "contract_freelancer_id_id_idx" ON "contract"("freelancer_id", "id");

-- Exactly one accepted proposal: a project has one contract that is not cancelled.
CREATE UNIQUE INDEX "contract_standing_key" ON "contract"("project_id") WHERE "state" <> 'CANCELLED';

CREATE TABLE "milestone" (
    "id" TEXT NOT NULL,
    "contract_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL,
    "proposed_role" TEXT NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "fund_by" TIMESTAMPTZ(3),
    "funded_at" TIMESTAMPTZ(3),
    "start_by" TIMESTAMPTZ(3),
    "submitted_at" TIMESTAMPTZ(3),
    "auto_release_at" TIMESTAMPTZ(3),
    "submission_note" TEXT,
    "file_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "change_note" TEXT,
    "in_escrow" BIGINT NOT NULL DEFAULT 0,
    "released" BIGINT NOT NULL DEFAULT 0,
    "fee" BIGINT NOT NULL DEFAULT 0,
    "refunded" BIGINT NOT NULL DEFAULT 0,
    "fee_basis_points" INTEGER NOT NULL DEFAULT 0,
    "move_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "milestone_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "milestone_amount_check" CHECK ("amount" > 0),
    -- Nothing is paid out that was not paid in.
    CONSTRAINT "milestone_in_escrow_check" CHECK ("in_escrow" >= 0 AND "fee" >= 0 AND "fee" <= "released" AND "refunded" >= 0
      AND ("funded_at" IS NULL AND "in_escrow" + "released" + "refunded" = 0
        OR "funded_at" IS NOT NULL AND "in_escrow" + "released" + "refunded" = "amount"))
);
CREATE UNIQUE INDEX "milestone_contract_id_position_key" ON "milestone"("contract_id", "position");
CREATE INDEX "milestone_auto_release_at_idx" ON "milestone"("auto_release_at") WHERE "state" = 'SUBMITTED';
CREATE INDEX "milestone_start_by_idx" ON "milestone"("start_by") WHERE "state" = 'FUNDED';
CREATE INDEX "milestone_fund_by_idx" ON "milestone"("fund_by") WHERE "state" = 'PROPOSED';

CREATE TABLE "escrow_move" (
    "id" TEXT NOT NULL,
    "contract_id" TEXT NOT NULL,
    "milestone_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "net" BIGINT NOT NULL,
    "fee" BIGINT NOT NULL,
    "to_client" BIGINT NOT NULL,
    "is_final" BOOLEAN NOT NULL,
    "state" TEXT NOT NULL,
    "pay_with" TEXT,
    "payment_method_id" TEXT,
    "return_url" TEXT,
    "payment_id" TEXT,
    "payment_state" TEXT,
    "failure" TEXT,
    "available" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "escrow_move_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "escrow_move_amount_check" CHECK ("amount" > 0 AND "net" >= 0 AND "fee" >= 0 AND "to_client" >= 0
      AND ("kind" = 'FUND' OR "net" + "fee" + "to_client" = "amount"))
);
CREATE INDEX "escrow_move_contract_id_idx" ON "escrow_move"("contract_id");
CREATE INDEX "escrow_move_milestone_id_id_idx" ON "escrow_move"("milestone_id", "id");

-- One movement of a milestone at a time.
CREATE UNIQUE INDEX "escrow_move_pending_key" ON "escrow_move"("milestone_id") WHERE "state" = 'PENDING';

CREATE TABLE "contract_dispute" (
    "id" TEXT NOT NULL,
    "contract_id" TEXT NOT NULL,
    "milestone_id" TEXT NOT NULL,
    "opened_role" TEXT NOT NULL,
    "reason" TEXT,
    "evidence_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "response" TEXT,
    "response_evidence_ids" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "responded_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL,
    "to_freelancer" BIGINT,
    "to_client" BIGINT,
    "resolved_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "contract_dispute_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "contract_dispute_contract_id_idx" ON "contract_dispute"("contract_id");
CREATE INDEX "contract_dispute_milestone_id_id_idx" ON "contract_dispute"("milestone_id", "id");

-- One open dispute of a milestone.
CREATE UNIQUE INDEX "contract_dispute_open_key" ON "contract_dispute"("milestone_id") WHERE "state" = 'OPEN';
CREATE INDEX "contract_dispute_open_idx" ON "contract_dispute"("id") WHERE "state" = 'OPEN';

CREATE TABLE "contract_review" (
    "id" TEXT NOT NULL,
    "contract_id" TEXT NOT NULL,
    "author_id" TEXT,
    "subject_id" TEXT,
    "subject_role" TEXT NOT NULL,
    "rating" INTEGER NOT NULL,
    "text" TEXT,
    "private_note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "shown_at" TIMESTAMPTZ(3),

    CONSTRAINT "contract_review_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "contract_review_rating_check" CHECK ("rating" BETWEEN 1 AND 5)
);
CREATE UNIQUE INDEX "contract_review_contract_id_subject_role_key" ON "contract_review"("contract_id", "subject_role");
CREATE INDEX "contract_review_subject_id_id_idx" ON "contract_review"("subject_id", "id");
CREATE INDEX "contract_review_author_id_id_idx" ON "contract_review"("author_id", "id");
CREATE INDEX "contract_review_hidden_idx" ON "contract_review"("contract_id") WHERE "shown_at" IS NULL;

ALTER TABLE "contract" ADD CONSTRAINT "contract_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "contract" ADD CONSTRAINT "contract_proposal_id_fkey" FOREIGN KEY ("proposal_id") REFERENCES "proposal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "milestone" ADD CONSTRAINT "milestone_contract_id_fkey" FOREIGN KEY ("contract_id") REFERENCES "contract"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "escrow_move" ADD CONSTRAINT "escrow_move_contract_id_fkey" FOREIGN KEY ("contract_id") REFERENCES "contract"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "escrow_move" ADD CONSTRAINT "escrow_move_milestone_id_fkey" FOREIGN KEY ("milestone_id") REFERENCES "milestone"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "contract_dispute" ADD CONSTRAINT "contract_dispute_contract_id_fkey" FOREIGN KEY ("contract_id") REFERENCES "contract"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "contract_dispute" ADD CONSTRAINT "contract_dispute_milestone_id_fkey" FOREIGN KEY ("milestone_id") REFERENCES "milestone"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "contract_review" ADD CONSTRAINT "contract_review_contract_id_fkey" FOREIGN KEY ("contract_id") REFERENCES "contract"("id") ON DELETE CASCADE ON UPDATE CASCADE;
