"""Alembic's entry: runs migrations inside the transaction of the connection that `bot.store.migrate` hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True, render_as_batch=True)
context.run_migrations()
