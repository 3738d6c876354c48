"""What the values of x and y say against a program whose shapes fit, as complaints."""


def seen(state, x, y):
    return ()
