"""The only place that knows DingTalk: hearing by Stream, speaking by webhook and OpenAPI."""
