"""Amazon ECS."""

SERVICE = "ecs"
