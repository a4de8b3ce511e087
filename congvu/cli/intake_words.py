"""What `congvu intake` says of doors and trouble."""

DOORS = {"imap": "out of a mailbox", "inbound": "by our listener, receipt"}
WATCHED = {
    "": "watched",
    "lost": "the connection was lost; it is opened anew",
    "silent": "the server does not answer",
    "answer": "the server answers what nobody can read",
    "greeting": "the server turns us away",
    "no-room": "the store is nearly full",
    "no-secret": "no password or token is to be had",
    "authenticate-authenticationfailed": "the server refuses the login",
    "login-authenticationfailed": "the server refuses the login",
    "authenticate-no": "the server refuses the login",
    "login-no": "the server refuses the login",
    "select-no": "the server does not open the folder",
    "select-nonexistent": "there is no such folder",
    "another-folder": "the folder was made anew; it is opened again",
    "connectionrefusederror": "nothing listens at host and port",
    "sslcertverificationerror": "the server's certificate is not to be trusted",
}
