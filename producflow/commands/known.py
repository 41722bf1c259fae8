"""The commands of ``python -m producflow``: each takes the open store and options, and yields lines to show.

Only whoever runs one brings this in: what uploads need would be a sixth of the server's start.
"""

from producflow.commands import database, files, keys, lake, people, subscriptions, uploads
from producflow.commands.lines import Command

COMMANDS: dict[str, Command] = {
    "demo": database.make_demo,
    "import": uploads.import_files,
    "undo": uploads.undo_import,
    "redo": uploads.redo_import,
    "profiles list": uploads.list_profiles,
    "profiles show": uploads.show_profile,
    "profiles export": uploads.export_profile,
    "profiles add": uploads.add_profile,
    "profiles rename": uploads.rename_profile,
    "profiles remove": uploads.remove_profile,
    "export": files.export_table,
    "report": files.print_report,
    "users list": people.list_users,
    "users add": people.add_user,
    "users link": people.make_link,
    "users no-factor": people.remove_second_factor,
    "users passwd": people.set_user_password,
    "users deactivate": people.deactivate_user,
    "users reactivate": people.reactivate_user,
    "keys list": keys.list_keys,
    "keys add": keys.add_key,
    "keys rotate": keys.rotate_key,
    "keys revoke": keys.revoke_key,
    "subscriptions list": subscriptions.list_subscriptions,
    "subscriptions add": subscriptions.add_subscription,
    "subscriptions remove": subscriptions.remove_subscription,
    "retire": database.retire_readings,
    "backup": files.back_up,
    "export-all": files.export_everything,
    "lake export": lake.export,
    "lake import": lake.bring,
    "check": database.check,
}
