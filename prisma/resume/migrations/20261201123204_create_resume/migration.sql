CREATE TABLE "resume_item" (
    "id" TEXT NOT NULL,
    "owner_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "resume_item_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "resume_item_owner_id_sequence_key" ON "resume_item"("owner_id", "sequence");

CREATE TABLE "resume_head" (
    "owner_id" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,

    CONSTRAINT "resume_head_pkey" PRIMARY KEY ("owner_id")
);
