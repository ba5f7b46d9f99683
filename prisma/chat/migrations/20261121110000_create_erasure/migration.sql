CREATE TABLE "erasure" (
    "user_id" TEXT NOT NULL,
    "told_at" TIMESTAMPTZ(3) NOT NULL,
    "erased_at" TIMESTAMPTZ(3),
    "swept_at" TIMESTAMPTZ(3),

    CONSTRAINT "erasure_pkey" PRIMARY KEY ("user_id")
);

-- The job looks only for what it has not finished yet.
CREATE INDEX "erasure_due_idx" ON "erasure"("told_at") WHERE "swept_at" IS NULL;
