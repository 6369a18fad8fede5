"""Files on their way in and out: received, judged by content, staged, streamed."""
