-- Entries of logs lose who has deleted their account.
ALTER TABLE "change" ALTER COLUMN "other_id" DROP NOT NULL;
CREATE INDEX "change_other_id_idx" ON "change"("other_id");

-- All pairs of a person are found from either side.
CREATE INDEX "pair_user_high_idx" ON "pair"("user_high");
