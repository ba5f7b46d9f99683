-- Files of the media domain that messages show.
CREATE TABLE "message_attachment" (
    "conversation_id" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "nth" INTEGER NOT NULL,
    "file_id" TEXT NOT NULL,

    CONSTRAINT "message_attachment_pkey" PRIMARY KEY ("conversation_id", "sequence", "nth")
);

CREATE INDEX "message_attachment_file_id_idx" ON "message_attachment"("file_id");

ALTER TABLE "message_attachment" ADD CONSTRAINT "message_attachment_conversation_id_sequence_fkey"
    FOREIGN KEY ("conversation_id", "sequence") REFERENCES "message"("conversation_id", "sequence") ON DELETE CASCADE ON UPDATE CASCADE;
