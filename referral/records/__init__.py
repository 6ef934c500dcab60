"""What is stored, and which rows may this actor reach?"""
