"""What the checks of meaning know of English, Kazakh and Russian.

They know English sources and Kazakh and Russian targets, and keep silent about others.
"""
