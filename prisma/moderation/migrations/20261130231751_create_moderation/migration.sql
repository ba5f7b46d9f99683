CREATE TABLE "moderation_case" (
    "id" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'OPEN',
    "owner_id" TEXT,
    "sealed_copy" TEXT,
    "priority" INTEGER NOT NULL,
    "is_quarantine" BOOLEAN NOT NULL DEFAULT false,
    "report_count" INTEGER NOT NULL DEFAULT 0,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_by" TEXT,
    "claimed_until" TIMESTAMPTZ(3),
    "decision_id" TEXT,
    "decision" TEXT,
    "reason" TEXT,
    "until" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "decided_at" TIMESTAMPTZ(3),
    "appeal_text" TEXT,
    "appealed_at" TIMESTAMPTZ(3),
    "appeal_outcome" TEXT,
    "appeal_reason" TEXT,
    "appeal_decided_by" TEXT,
    "appeal_decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "moderation_case_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "moderation_case_state" CHECK ("state" IN ('OPEN', 'DECIDED', 'APPEALED', 'CLOSED')),
    CONSTRAINT "moderation_case_decided" CHECK (("state" = 'OPEN') = ("decision" IS NULL)),
    CONSTRAINT "moderation_case_appealed" CHECK ("appealed_at" IS NULL OR "decision" IS NOT NULL)
);
CREATE UNIQUE INDEX "moderation_case_decision_id_key" ON "moderation_case"("decision_id");
CREATE INDEX "moderation_case_state_priority_opened_at_id_idx" ON "moderation_case"("state", "priority", "opened_at", "id");
CREATE INDEX "moderation_case_owner_id_id_idx" ON "moderation_case"("owner_id", "id");
CREATE INDEX "moderation_case_claimed_by_idx" ON "moderation_case"("claimed_by");
CREATE INDEX "moderation_case_decided_by_id_idx" ON "moderation_case"("decided_by", "id");
CREATE INDEX "moderation_case_appeal_decided_by_id_idx" ON "moderation_case"("appeal_decided_by", "id");
CREATE INDEX "moderation_case_subject_id_idx" ON "moderation_case"("subject_id");

-- What waits for a decision, in the order of the queue.
CREATE INDEX "moderation_case_waiting" ON "moderation_case"("priority", "opened_at", "id") WHERE "state" IN ('OPEN', 'APPEALED');

-- Reports of one thing gather in one case until it is decided.
CREATE UNIQUE INDEX "moderation_case_open" ON "moderation_case"("subject_id") WHERE "state" = 'OPEN';

CREATE TABLE "report" (
    "id" TEXT NOT NULL,
    "reporter_id" TEXT NOT NULL,
    "case_id" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "text" TEXT,
    "evidence_ids" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "report_reporter_id_case_id_key" ON "report"("reporter_id", "case_id");
CREATE INDEX "report_reporter_id_id_idx" ON "report"("reporter_id", "id");
CREATE INDEX "report_case_id_id_idx" ON "report"("case_id", "id");
ALTER TABLE "report" ADD CONSTRAINT "report_case_id_fkey"
    FOREIGN KEY ("case_id") REFERENCES "moderation_case"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
